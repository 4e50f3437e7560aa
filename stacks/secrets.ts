/** Set each with `npx sst secret set NAME VALUE --stage STAGE`. */
export const resendKey = new sst.Secret('ResendKey')
/** For the account there, with full access; without one its quotas, lists and reports are not looked at. */
export const resendAccountKey = new sst.Secret('ResendAccountKey', 'none')
export const webhookSecret = new sst.Secret('WebhookSecret')
/** `{"current":"k1","keys":{"k1":"<32 bytes, base64url>"}}`; an old key stays in for ever. */
export const linkKeys = new sst.Secret('LinkKeys')
export const pepper = new sst.Secret('Pepper')
export const apiKey = new sst.Secret('ApiKey')

export const secrets = {
  ResendKey: resendKey,
  ResendAccountKey: resendAccountKey,
  WebhookSecret: webhookSecret,
  LinkKeys: linkKeys,
  Pepper: pepper,
  ApiKey: apiKey,
}
