/** Set each with `npx sst secret set NAME VALUE --stage STAGE`. */
export const resendKey = new sst.Secret('ResendKey')
export const webhookSecret = new sst.Secret('WebhookSecret')
/** `{"current":"k1","keys":{"k1":"<32 bytes, base64url>"}}`; an old key stays in for ever. */
export const linkKeys = new sst.Secret('LinkKeys')
export const pepper = new sst.Secret('Pepper')
export const apiKey = new sst.Secret('ApiKey')

export const secrets = {
  ResendKey: resendKey,
  WebhookSecret: webhookSecret,
  LinkKeys: linkKeys,
  Pepper: pepper,
  ApiKey: apiKey,
}
