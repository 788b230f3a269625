// Why: since aws-cdk-lib 2.262 a WASM validation engine costs about 5 s of CPU in every file that
// synthesizes; one step of `npm test` (the strict synth) runs with it on.
process.env['CDK_VALIDATION'] ??= 'false';
