import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import { THEMES, type Theme, useTheme } from './use-theme.ts'

const NAMES: Readonly<Record<Theme, string>> = {
  system: 'Like the system',
  light: 'Light',
  dark: 'Dark',
}

export function ThemeSwitch() {
  const [theme, choose] = useTheme()
  return (
    <ButtonDropdown
      ariaLabel={`Theme: ${NAMES[theme]}`}
      items={THEMES.map((id) => ({
        id,
        text: NAMES[id],
        itemType: 'checkbox',
        checked: id === theme,
      }))}
      onItemClick={({ detail }) => choose(detail.id as Theme)}
    >
      Theme
    </ButtonDropdown>
  )
}
