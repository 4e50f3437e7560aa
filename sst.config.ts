/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    return {
      name: 'tidings',
      home: 'aws',
      removal: input?.stage === 'production' ? 'retain' : 'remove',
      protect: input?.stage === 'production',
      providers: { aws: { region: 'eu-central-1' } },
    }
  },
  async run() {
    const { site, console, webhooks } = await import('./stacks/functions')
    await import('./stacks/clocks')
    return { site: site.url, console: console.url, webhooks: webhooks.url }
  },
})
