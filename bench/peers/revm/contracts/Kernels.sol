// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.0;

/// The compute kernels. `chain` calls the precompile: no EVM contract computes sha256 itself.
contract Kernels {
    function fib(uint256 n) public pure returns (uint256) {
        unchecked {
            return n < 2 ? n : fib(n - 1) + fib(n - 2);
        }
    }

    function chain(uint256 links) external pure returns (bytes32 hash) {
        for (uint256 i = 0; i < links; ++i) hash = sha256(abi.encodePacked(hash));
    }
}
