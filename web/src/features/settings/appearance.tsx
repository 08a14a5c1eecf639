import { Section } from '@/components/page'
import { RadioCards } from '@/components/ui/radio-cards'
import { type Theme, useTheme } from '@/hooks/use-theme'

const THEMES: { value: Theme; label: string; hint: string }[] = [
  { value: 'system', label: 'As the system', hint: 'Light or dark, as this device is.' },
  { value: 'light', label: 'Light', hint: 'Dark text on light ground.' },
  { value: 'dark', label: 'Dark', hint: 'Light text on dark ground.' },
]

export function Appearance() {
  const { theme, choose } = useTheme()
  return (
    <Section heading="Appearance" lead="Holds in this browser.">
      <RadioCards
        aria-label="Theme"
        className="sm:grid-cols-3"
        value={theme}
        onValueChange={choose}
        options={THEMES}
      />
    </Section>
  )
}
