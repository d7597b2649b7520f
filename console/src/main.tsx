import '@cloudscape-design/global-styles/index.css'
import './styles/colors.css'
import './styles/frame.css'
import { I18nProvider } from '@cloudscape-design/components/i18n'
import words from '@cloudscape-design/components/i18n/messages/all.en'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { HashRouter } from 'react-router'
import { App } from './app.tsx'
import { chosenTheme, showTheme } from './frame/use-theme.ts'
import { queries } from './queries.ts'

// Before anything is drawn: no page is light first and dark then.
showTheme(chosenTheme())

createRoot(document.getElementById('console') as HTMLElement).render(
  <StrictMode>
    <I18nProvider locale="en" messages={[words]}>
      <QueryClientProvider client={queries}>
        {/* The URL holds what is selected: it must not lag behind the next click. */}
        <HashRouter useTransitions={false}>
          <App />
        </HashRouter>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
)
