/** Loaded after the first paint: nothing moves before. */
export { domAnimation as default } from 'motion/react'
