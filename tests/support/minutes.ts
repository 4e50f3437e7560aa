import type { World } from './world.ts'

/** Ticks minute by minute, as the clock on the wall has it; who got mail meanwhile, and when: `ada 24T08:00`. */
export async function until(world: World, end: string) {
  const before = world.mailbox.accepted().length
  const began = world.clock.now
  for (
    world.clock.now = Math.ceil((world.clock.now + 1) / 60_000) * 60_000;
    world.clock.now <= Date.parse(end);
    world.clock.now += 60_000
  ) {
    await world.tick()
    await world.drain()
  }
  world.clock.now = Math.max(began, world.clock.now - 60_000)
  const sent = world.mailbox.accepted().slice(before)
  return sent.map(({ recipient, time }) => `${recipient.split('@')[0]} ${time.slice(8, 16)}`)
}
