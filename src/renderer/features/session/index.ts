export { SignInForm, SignInScreen, type SignInFormProps } from './sign-in.tsx'
export { SignOut } from './sign-out.tsx'
export { signedOut, useSession } from './store.ts'
export { words } from './words.ts'
