// Validates JSON files against a JSON Schema: ajv.js SCHEMA FILE...
const fs = require('fs');
const Ajv = require('ajv');
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(read(process.argv[2]));
let bad = 0;
for (const file of process.argv.slice(3)) {
  if (validate(read(file))) continue;
  bad += 1;
  for (const e of validate.errors.slice(0, 10)) console.log(`${file}: ${e.dataPath} ${e.message}`);
}
process.exit(bad ? 1 : 0);
