import ELK, { type ElkNode } from 'elkjs/lib/elk-api'
import worker from 'elkjs/lib/elk-worker.min.js?url'

import type { Definition } from '../definition'

import { laidOut, layoutGraph } from './layout-graph'

let elk: { layout: (graph: ElkNode) => Promise<ElkNode> } | undefined

/** Lays a drawing out anew, in a worker that is loaded for the first time that it is asked for. */
export async function layOut(definition: Definition) {
  elk ??= new ELK({ workerFactory: () => new Worker(worker) })
  return laidOut(await elk.layout(layoutGraph(definition)))
}
