import type { Answers } from '../model/list-questions.ts'
import { answered, type ReaderImport } from '../model/reader-import.ts'
import type { Ports } from '../ports.ts'
import { untilWon } from './until-won.ts'

/** Says what the columns of a list mean that waits for it: then it is looked at. Undefined: there is none of that id. Price: a read and a write. */
export const answerList = (
  ports: Pick<Ports, 'imports' | 'now'>,
  id: ReaderImport['id'],
  answers: Answers,
): Promise<ReaderImport | undefined> => changeImport(ports, id, (one) => answered(one, answers, ports.now()))

/** Does to an import what is decided of it as it is; undefined where there is none of that id. Price: a read and a write. */
export const changeImport = (
  ports: Pick<Ports, 'imports'>,
  id: ReaderImport['id'],
  decide: (one: ReaderImport) => ReaderImport | undefined,
): Promise<ReaderImport | undefined> =>
  untilWon(async () => {
    const known = await ports.imports.get(id)
    const after = known && decide(known)
    if (!known || !after) return known
    return (await ports.imports.save(known, after)) === 'saved' ? { ...after, version: known.version + 1 } : 'lost'
  })
