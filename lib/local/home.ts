/** What an example or a project adds to the stack at home: the services around it, and something to begin with. */
export interface Home {
  /** Values for variables that functions declare, such as the address of a provider that runs here. */
  readonly environment: Readonly<Record<string, string>>
  /** An event to try, as curl's `-d @file` takes it. */
  readonly example?: { readonly topic: string; readonly file: string }
  /** The stack is up. `apiUrl` is such as `http://127.0.0.1:4000/v1`. */
  ready(apiUrl: string): Promise<void>
  close(): Promise<void>
}

/** The default export of the module that a topology names as its `home`. */
export type StartHome = () => Promise<Home>
