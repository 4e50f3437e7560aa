const anAddress = /[^\s<>"'(),:;@]+@[^\s<>"'(),:;@]+\.[^\s<>"'(),:;@]+/g
const aToken = /\bv1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_~-]+\.[A-Za-z0-9_-]{10,}/g

export const strike = (text: string): string => text.replaceAll(anAddress, '(address)').replaceAll(aToken, '(token)')
