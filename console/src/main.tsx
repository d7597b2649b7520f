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
import { signIn } from './sign-in/sign-in.ts'
import { outcomeOf, SignedIn } from './sign-in/signed-in.tsx'

// Before anything is drawn: no page is light first and dark then.
showTheme(chosenTheme())

const outcome = outcomeOf(signIn())

createRoot(document.getElementById('console') as HTMLElement).render(
  <StrictMode>
    <I18nProvider locale="en" messages={[words]}>
      <QueryClientProvider client={queries}>
        {/* The URL holds what is selected: it must not lag behind the next click. Signing in changes it before. */}
        <SignedIn outcome={outcome}>
          <HashRouter useTransitions={false}>
            <App />
          </HashRouter>
        </SignedIn>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
)
