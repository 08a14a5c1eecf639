import type { Feature } from '@/registry/feature'

const modules = import.meta.glob<Feature>('../features/*/feature.ts', {
  eager: true,
  import: 'default',
})

const features = Object.values(modules)

const inOrder = <Entry extends { order: number }>(entries: Entry[]) =>
  entries.sort((a, b) => a.order - b.order)

export const navigation = inOrder(features.flatMap((feature) => feature.navigation ?? []))
export const projectPages = inOrder(features.flatMap((feature) => feature.projectPages ?? []))
export const commands = features.flatMap((feature) => feature.commands ?? [])
export const shortcuts = features.flatMap((feature) => feature.shortcuts ?? [])
