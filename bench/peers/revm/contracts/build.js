// Compiles the contracts beside this file; see README.md.
const fs = require('fs');
const solc = require('solc');

for (const name of ['Token', 'Kernels']) {
  const input = {
    language: 'Solidity',
    sources: { [name]: { content: fs.readFileSync(`${name}.sol`, 'utf8') } },
    settings: {
      evmVersion: 'cancun',
      viaIR: true,
      optimizer: { enabled: true, runs: 1000000 },
      outputSelection: { '*': { '*': ['evm.deployedBytecode.object', 'evm.methodIdentifiers'] } },
    },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  for (const error of output.errors ?? []) throw new Error(error.formattedMessage);
  const { deployedBytecode, methodIdentifiers } = output.contracts[name][name].evm;
  fs.writeFileSync(`${name.toLowerCase()}.hex`, deployedBytecode.object + '\n');
  console.log(name, methodIdentifiers);
}
