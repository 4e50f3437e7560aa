import { Busy } from '../../core/model/busy.ts'
import { isBusy } from './dynamo/write.ts'

/** A store that says in our word when the table has taken no more, however often it was asked: whoever works at their own pace slows down by it. */
export const sayingBusy = <Store extends object>(store: Store): Store =>
  Object.fromEntries(
    Object.entries(store).map(([name, method]: [string, (...given: unknown[]) => Promise<unknown>]) => [
      name,
      async (...given: unknown[]) => {
        try {
          return await method(...given)
        } catch (error) {
          throw isBusy(error) ? new Busy('The table takes no more right now.', { cause: error }) : error
        }
      },
    ]),
  ) as Store
