/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  async app(input) {
    const { regionFor } = await import('./stacks/region')
    return {
      name: 'tidings',
      home: 'aws',
      removal: input?.stage === 'production' ? 'retain' : 'remove',
      protect: input?.stage === 'production',
      providers: { aws: { region: regionFor(process.env) as 'eu-central-1' } },
    }
  },
  async run() {
    const { router } = await import('./stacks/router')
    const { send } = await import('./stacks/functions')
    const { table } = await import('./stacks/table')
    const queues = await import('./stacks/queues')
    await import('./stacks/clocks')
    const { dashboard } = await import('./stacks/dashboard')
    return {
      site: router.url,
      // Where the domain has to point, if its DNS is not in Route 53.
      cdn: router.nodes.cdn.apply((cdn) => cdn?.nodes.distribution.domainName),
      console: $interpolate`${router.url}/console`,
      webhooks: $interpolate`${router.url}/webhooks/resend`,
      table: table.name,
      send: send.name,
      sendDead: queues.sendDead.url,
      lettersDead: queues.lettersDead.url,
      resultsDead: queues.resultsDead.url,
      hooksDead: queues.hooksDead.url,
      dashboard: dashboard.dashboardName,
    }
  },
})
