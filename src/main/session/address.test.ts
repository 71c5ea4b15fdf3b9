import { expect, test } from 'vitest'
import { serverAddress } from './address.ts'

test.each([
  ['https://crm.example.com', 'https://crm.example.com'],
  ['  crm.example.com/ ', 'https://crm.example.com'],
  ['crm.example.com:8443', 'https://crm.example.com:8443'],
  ['https://example.com/crm/', 'https://example.com/crm'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  // The URL standard reads it as 127.0.0.1.
  ['http://2130706433', 'http://127.0.0.1']
])('%s → %s', (typed, address) => {
  expect(serverAddress(typed)).toEqual({ address })
})

test.each([
  ['http://crm.example.com', 'SERVER_ADDRESS_INSECURE'],
  ['http://192.168.1.5:3000', 'SERVER_ADDRESS_INSECURE'],
  ['http://127.0.0.1.example.com', 'SERVER_ADDRESS_INSECURE'],
  ['http://localhost.example.com', 'SERVER_ADDRESS_INSECURE'],
  ['', 'SERVER_ADDRESS_WRONG'],
  ['ftp://crm.example.com', 'SERVER_ADDRESS_WRONG'],
  ['file:///etc/passwd', 'SERVER_ADDRESS_WRONG'],
  ['https://user:pw@crm.example.com', 'SERVER_ADDRESS_WRONG'],
  ['https://crm.example.com/?next=/', 'SERVER_ADDRESS_WRONG'],
  ['not an address', 'SERVER_ADDRESS_WRONG']
])('%s is refused: %s', (typed, code) => {
  expect(serverAddress(typed)).toEqual({ code })
})
