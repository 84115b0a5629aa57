// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.0;

/// The part of ERC-20 that a transfer needs. Sums can't overflow: nobody can hold more than was minted.
contract Token {
    mapping(address => uint256) public balanceOf;

    event Transfer(address indexed from, address indexed to, uint256 value);

    function transfer(address to, uint256 value) external returns (bool) {
        uint256 held = balanceOf[msg.sender];
        require(held >= value, "insufficient balance");
        unchecked {
            balanceOf[msg.sender] = held - value;
            balanceOf[to] += value;
        }
        emit Transfer(msg.sender, to, value);
        return true;
    }
}
