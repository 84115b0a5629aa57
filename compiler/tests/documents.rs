//! The contracts that the documents print compile, mended only where the documents contradict
//! each other.

mod host;

use allod_core::{Address, Value};
use host::{Host, Outcome, SENDER};

/// The token of the architecture document, with the import of fmt that it forgets.
const TOKEN: &str = r#"package simpletoken

import (
    "fmt"

    "github.com/govm-net/vm/core"
)

// Initialize 创建一个简单的代币合约
func Initialize(ctx core.Context, name string, totalSupply uint64) (core.ObjectID, error) {
    // 创建代币信息对象
    infoObj := ctx.CreateObject()
    infoObj.Set("name", name)
    infoObj.Set("total_supply", totalSupply)

    // 创建发行者余额对象
    balanceObj := ctx.CreateObject()
    balanceObj.Set("balance", totalSupply)
    balanceObj.SetOwner(ctx.Sender())

    // 记录初始化事件
    ctx.Log("TokenInitialized", "name", name, "total_supply", totalSupply)

    return infoObj.ID(), nil
}

// Transfer 在账户间转移代币
func Transfer(ctx core.Context, to core.Address, amount uint64) error {
    // 获取发送者余额对象
    senderObj, err := ctx.GetObjectWithOwner(ctx.Sender())
    if err != nil {
        return err
    }

    // 检查余额
    var balance uint64
    if err := senderObj.Get("balance", &balance); err != nil {
        return err
    }

    if balance < amount {
        return fmt.Errorf("insufficient balance")
    }

    // 更新发送者余额
    if err := senderObj.Set("balance", balance - amount); err != nil {
        return err
    }

    // 处理接收者余额
    receiverObj, err := ctx.GetObjectWithOwner(to)
    if err != nil {
        // 接收者没有余额对象，创建一个
        receiverObj = ctx.CreateObject()
        receiverObj.SetOwner(to)
        receiverObj.Set("balance", amount)
    } else {
        // 更新接收者余额
        var rcvBalance uint64
        if err := receiverObj.Get("balance", &rcvBalance); err != nil {
            return err
        }
        if err := receiverObj.Set("balance", rcvBalance + amount); err != nil {
            return err
        }
    }

    // 记录转账事件
    ctx.Log("Transfer", "from", ctx.Sender(), "to", to, "amount", amount)

    return nil
}
"#;

/// The counter of the read-me, with CreateObject and Get as the interface of the architecture document
/// has them.
const COUNTER: &str = r#"package counter

import "github.com/govm-net/vm/core"

// Counter 合约
type Counter struct{}

func (c *Counter) Initialize(ctx core.Context) (core.ObjectID, error) {
    // 创建并初始化计数器对象
    obj := ctx.CreateObject()

    err := obj.Set("count", uint64(0))
    if err != nil {
        return core.ObjectID{}, err
    }

    return obj.ID(), nil
}

func (c *Counter) Increment(ctx core.Context, id core.ObjectID) (uint64, error) {
    // 获取对象
    obj, err := ctx.GetObject(id)
    if err != nil {
        return 0, err
    }

    // 读取当前值
    var count uint64
    err = obj.Get("count", &count)
    if err != nil {
        return 0, err
    }

    // 递增并保存
    count++
    err = obj.Set("count", count)
    if err != nil {
        return 0, err
    }

    return count, nil
}
"#;

#[test]
fn the_token_of_the_architecture_document_transfers() {
    for mut host in Host::each(TOKEN) {
        host.values("Initialize", [Value::from("Gold"), Value::U64(1_000)]);
        assert_eq!(host.world.events[0].0, "TokenInitialized");
        let to = Value::Address(Address([7; 20]));
        assert_eq!(host.call("Transfer", [to.clone(), Value::U64(600)]), Outcome::Returned(vec![]));
        let logged =
            ["from".into(), Value::Address(Address(SENDER)), "to".into(), to.clone(), "amount".into(), Value::U64(600)];
        assert_eq!(host.world.events, [("Transfer".to_owned(), logged.to_vec())]);
        let poor = host.call("Transfer", [to, Value::U64(600)]);
        assert_eq!(poor, Outcome::Reverted(1, "insufficient balance".into()));
        let events: Vec<_> =
            host.compiled.abi.unwrap().events.into_iter().map(|e| (e.name, e.parameters.join(" "))).collect();
        assert_eq!(
            events,
            [
                ("TokenInitialized".to_owned(), "name total_supply".to_owned()),
                ("Transfer".into(), "from to amount".into())
            ]
        );
    }
}

#[test]
fn the_counter_of_the_read_me_counts() {
    for mut host in Host::each(COUNTER) {
        let id = host.values("Initialize", []).remove(0);
        assert_eq!(host.values("Increment", [id.clone()]), [Value::U64(1)]);
        assert_eq!(host.values("Increment", [id]), [Value::U64(2)]);
    }
}
