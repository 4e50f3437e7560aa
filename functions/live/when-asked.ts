/** A port all of whose methods promise what they answer. */
type Promising<Port> = { readonly [Name in keyof Port]: (...given: never[]) => Promise<unknown> }

/** Loads what stands behind a port when it is first asked for something: a function starts without it. */
export const whenAsked = <Port extends Promising<Port>>(load: () => Promise<Port>): Port =>
  new Proxy({} as Port, {
    get:
      (_, name) =>
      async (...given: never[]) =>
        (await load())[name as keyof Port](...given),
  })
