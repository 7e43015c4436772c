// fast-check as tests get it: the same numbers in every run, so that a run says the same about the same code. `LAW_SEED=random` looks for
// new counterexamples, `LAW_SEED=<n>` plays one again.
const fc = require('../../node_modules/fast-check/lib/cjs/fast-check.js');
const asked = process.env.LAW_SEED;
fc.configureGlobal(asked === 'random' ? {} : { seed: Number(asked) || 20_261_127 });
module.exports = fc;
