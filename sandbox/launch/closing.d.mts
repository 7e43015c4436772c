interface JestRun {
  readonly name: string;
  /** Jest ended without a result. */
  readonly crashed?: boolean;
  readonly success?: boolean;
  readonly code?: number | null;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly title: string; readonly fullName: string; readonly status: string }[];
  }[];
}

export function sumUp(run: {
  readonly results: readonly JestRun[];
  readonly missing: readonly string[];
  readonly failedSteps: readonly string[];
  readonly ci: boolean;
}): {
  readonly passed: number;
  readonly tests: readonly { readonly title: string; readonly fullName: string; readonly status: string; readonly file: string }[];
  readonly skipped: readonly string[];
  readonly failures: readonly string[];
  readonly undone: readonly string[];
  readonly line: string;
};
