/** As far as the tests look into it. */
export interface Template {
  readonly metadata: { readonly settingsLeftOut: Readonly<Record<string, string>> }
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly variables: Readonly<Record<string, unknown>>
  readonly resources: readonly Resource[]
  readonly outputs: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>
}

export interface Parameter {
  readonly type: string
  readonly defaultValue?: unknown
  readonly allowedValues?: readonly unknown[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minValue?: number
  readonly maxValue?: number
  readonly metadata?: { readonly description?: string }
}

export interface Resource {
  readonly condition?: unknown
  readonly type: string
  readonly apiVersion: string
  readonly name: string
  readonly scope?: string
  readonly dependsOn?: readonly string[]
  readonly properties?: unknown
}

/** A resource whose expressions have been evaluated. */
export interface Deployed extends Resource {
  readonly id: string
  readonly properties: Readonly<Record<string, unknown>>
  /** What of it a dependsOn may name: also those whose condition does not hold. */
  readonly dependsOn: readonly string[]
  /** Resources that `reference` asked for. */
  readonly references: readonly string[]
}
