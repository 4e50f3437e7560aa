/**
 * On Lambda the credentials lie in the environment. What the SDK would bring along to look for them everywhere else
 * (profiles, single sign-on, other roles, the metadata of a machine) is a fifth of a bundle: this stands in its place
 * beside ours (stacks/bundle.ts).
 */
export const defaultProvider = () => async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
})
