import { StepEdge } from './step-edge'
import { StepNode } from './step-node'

/** What React Flow draws our nodes and edges with, in the editor, the viewer and elsewhere. */
export const nodeTypes = { step: StepNode }
export const edgeTypes = { step: StepEdge }
