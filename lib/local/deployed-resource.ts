/** A resource of a template as it stands at home. */
export interface DeployedResource {
  readonly stack: string
  readonly logicalId: string
  readonly type: string
  /** What `Ref` gives. */
  readonly physicalId: string
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>
  readonly properties: Readonly<Record<string, unknown>>
}

/** Resources of one type that the local runner leaves out. */
export interface NotRunLocally {
  readonly type: string
  readonly logicalIds: readonly string[]
  readonly reason: string
}
