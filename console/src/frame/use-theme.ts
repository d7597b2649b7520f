import { applyMode, Mode } from '@cloudscape-design/global-styles'
import { useEffect, useState } from 'react'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'omnibus-theme'

/** The theme that was chosen in this browser, and the way to choose another. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(chosenTheme)
  useEffect(() => {
    showTheme(theme)
    if (theme !== 'system') return
    const show = () => showTheme(theme)
    DARK_SYSTEM.addEventListener('change', show)
    return () => DARK_SYSTEM.removeEventListener('change', show)
  }, [theme])
  const choose = (chosen: Theme) => {
    localStorage.setItem(KEY, chosen)
    setTheme(chosen)
  }
  return [theme, choose]
}

const DARK_SYSTEM = matchMedia('(prefers-color-scheme: dark)')

export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY)
  return THEMES.find((theme) => theme === kept) ?? 'system'
}

export function showTheme(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'system' && DARK_SYSTEM.matches)
  applyMode(isDark ? Mode.Dark : Mode.Light)
}
