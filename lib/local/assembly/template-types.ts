/** The parts of a CloudFormation template that are read here. Values stay `unknown` until they are resolved. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>
  readonly Mappings?: Readonly<Record<string, unknown>>
  readonly Conditions?: Readonly<Record<string, unknown>>
  readonly Resources?: Readonly<Record<string, TemplateResource>>
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>
}

export interface TemplateParameter {
  readonly Type: string
  readonly Default?: string | number
}

export interface TemplateResource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
  readonly DependsOn?: string | readonly string[]
  readonly Condition?: string
  readonly Metadata?: Readonly<Record<string, unknown>>
}

export interface TemplateOutput {
  readonly Value: unknown
  readonly Condition?: string
  readonly Export?: { readonly Name: unknown }
}

/** One stack of an assembly: its template, and the folder that asset paths are relative to. */
export interface Stack {
  readonly name: string
  readonly directory: string
  readonly template: Template
}
