/**
 * The content security policy of a page or worker (SECURITY, "Electron settings").
 *
 * Ant Design writes <style> elements, so a page gets a nonce, new with every load. `style` attributes set by React go
 * through the CSSOM, which the policy does not cover. Only its growing text box writes the attribute as text (the hidden
 * twin it measures with would be visible otherwise), so attributes, which can load nothing here, are let through. Trusted
 * Types are left out: Vite starts the worker from a plain string and React writes `innerHTML`.
 * @param styleNonce base64; a script or worker needs none
 */
export function contentSecurityPolicy(styleNonce?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    styleNonce ? `style-src 'self' 'nonce-${styleNonce}'; style-src-attr 'unsafe-inline'` : "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join('; ')
}

/** What every answer of `app://` carries beside its type. */
export const fixedHeaders = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy':
    'camera=(self), microphone=(self), geolocation=(self), display-capture=(), usb=(), serial=(), hid=(), midi=(), payment=()'
} as const
