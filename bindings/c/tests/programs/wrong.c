/* Everything that a C program can get wrong and the library can tell: each gives the status that it should. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allod.h"

static int line_failed = 0;

#define WANT(wanted, call, words)                                                                                     \
    do {                                                                                                               \
        AllodStatus status = (call);                                                                                   \
        if (status != (wanted) || strstr(allod_last_error(), (words)) == NULL) {                                       \
            printf("line %d: status %d, wanted %d: %s\n", __LINE__, (int)status, (int)(wanted), allod_last_error());   \
            line_failed = 1;                                                                                           \
        }                                                                                                              \
    } while (0)

#define NOTHING allod_text(NULL)

int main(void) {
    AllodEngine engine, none = {0}, other = {12345};
    AllodAddress contract, nowhere = {{0}};
    AllodReceipt receipt;
    AllodBuffer buffer;
    AllodHash root;
    const uint8_t *data;
    size_t length;
    uint64_t number = 7;

    WANT(ALLOD_STATUS_NULL_POINTER, allod_engine_open(NOTHING, NULL), "place for an engine is null");
    WANT(ALLOD_STATUS_NULL_POINTER, allod_engine_open((AllodSlice){NULL, 9}, &engine), "settings is null");
    WANT(ALLOD_STATUS_INVALID_ARGUMENT, allod_engine_open((AllodSlice){(const uint8_t *)"", SIZE_MAX}, &engine), "length");
    WANT(ALLOD_STATUS_INVALID_ARGUMENT, allod_engine_open(allod_text("{"), &engine), "settings: EOF");
    WANT(ALLOD_STATUS_INVALID_ARGUMENT, allod_engine_open(allod_text("{\"gas\": 1}"), &engine), "unknown field `gas`");
    WANT(ALLOD_STATUS_INVALID_ARGUMENT, allod_engine_open(allod_text("\xff"), &engine), "settings");
    WANT(ALLOD_STATUS_REFUSED, allod_engine_open(allod_text("{\"limits\": {\"code\": 0}}"), &engine), "code");
    WANT(ALLOD_STATUS_STORE, allod_engine_open(allod_text("{\"path\": \"/dev/null\"}"), &engine), "/dev/null");
    if (engine.id != 0) {
        printf("a failure left an engine\n");
        line_failed = 1;
    }
    WANT(ALLOD_STATUS_OK, allod_engine_open(NOTHING, &engine), "");

    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_state_root(none, &root), "handle 0x0 is null; wanted an engine");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_state_root(other, &root), "never given out");
    WANT(ALLOD_STATUS_NULL_POINTER, allod_state_root(engine, NULL), "null");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_receipt_free((AllodReceipt){engine.id}), "stands for an engine; wanted a receipt");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_buffer_free((AllodBuffer){engine.id}), "stands for an engine; wanted a buffer");

    WANT(ALLOD_STATUS_REFUSED, allod_deploy(engine, allod_text("package broken"), NOTHING, &contract, NULL), "");
    WANT(ALLOD_STATUS_REFUSED, allod_deploy(engine, allod_text("(module"), NOTHING, &contract, NULL), "");
    WANT(ALLOD_STATUS_NULL_POINTER, allod_deploy(engine, allod_text("(module)"), NOTHING, NULL, NULL), "an address");
    const char *code =
        "(module (func (export \"trap\") unreachable) (func (export \"loop\") (loop (br 0)))"
        " (func (export \"add\") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1))))";
    WANT(ALLOD_STATUS_OK, allod_deploy(engine, allod_text(code), NOTHING, &contract, &buffer), "");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_engine_close((AllodEngine){buffer.id}), "stands for a buffer");
    WANT(ALLOD_STATUS_OK, allod_buffer_data(buffer, &data, &length), "");
    if (strlen((const char *)data) != length || strstr((const char *)data, "\"abi\"") == NULL) {
        printf("details are %s\n", (const char *)data);
        line_failed = 1;
    }
    WANT(ALLOD_STATUS_NULL_POINTER, allod_buffer_data(buffer, NULL, &length), "null");
    WANT(ALLOD_STATUS_OK, allod_buffer_free(buffer), "");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_buffer_free(buffer), "was closed before");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_buffer_data(buffer, &data, &length), "was closed before");

#define CALL(function, args, options) allod_execute(engine, contract, allod_text(function), allod_text(args), options, &receipt)
    WANT(ALLOD_STATUS_REFUSED, CALL("none", "[]", NOTHING), "none");
    WANT(ALLOD_STATUS_REFUSED, CALL("add", "[1]", NOTHING), "add");
    WANT(ALLOD_STATUS_REFUSED, CALL("add", "[1, 2.5]", NOTHING), "2.5");
    WANT(ALLOD_STATUS_REFUSED, CALL("add", "7", NOTHING), "add");
    WANT(ALLOD_STATUS_INVALID_ARGUMENT, CALL("add", "[1, 2", NOTHING), "args: EOF");
    WANT(ALLOD_STATUS_INVALID_ARGUMENT, CALL("\xff", "[]", NOTHING), "function: invalid utf-8");
    WANT(ALLOD_STATUS_INVALID_ARGUMENT, CALL("add", "[1, 2]", allod_text("{\"from\": \"0x1\"}")), "options");
    WANT(ALLOD_STATUS_REFUSED, CALL("add", "[1, 2]", allod_text("{\"value\": 5}")), "5");
    WANT(ALLOD_STATUS_REFUSED,
         allod_query(engine, nowhere, allod_text("add"), NOTHING, NOTHING, &receipt), "no contract");
    WANT(ALLOD_STATUS_NULL_POINTER,
         allod_execute(engine, contract, allod_text("add"), allod_text("[1, 2]"), NOTHING, NULL), "a receipt");
    if (receipt.id != 0) {
        printf("a call that was not made left a receipt\n");
        line_failed = 1;
    }

    WANT(ALLOD_STATUS_CONTRACT_FAILED, CALL("loop", "[]", allod_text("{\"gas_limit\": 1000}")), "out of gas");
    WANT(ALLOD_STATUS_OK, allod_receipt_gas(receipt, &number), "");
    if (number != 1000) {
        printf("gas used: %llu\n", (unsigned long long)number);
        line_failed = 1;
    }
    WANT(ALLOD_STATUS_OK, allod_receipt_free(receipt), "");
    WANT(ALLOD_STATUS_CONTRACT_FAILED, CALL("trap", "[]", NOTHING), "trapped (unreachable)");
    WANT(ALLOD_STATUS_CONTRACT_FAILED, allod_receipt_result(receipt, &buffer), "trapped");
    WANT(ALLOD_STATUS_OK, allod_receipt_explain(receipt, &buffer), "");
    WANT(ALLOD_STATUS_OK, allod_buffer_data(buffer, &data, NULL), "");
    if (strstr((const char *)data, "in trap of contract") == NULL) {
        printf("explained as %s\n", (const char *)data);
        line_failed = 1;
    }
    WANT(ALLOD_STATUS_OK, allod_buffer_free(buffer), "");
    WANT(ALLOD_STATUS_OK, allod_receipt_free(receipt), "");
    WANT(ALLOD_STATUS_OK, allod_explain(engine, contract, allod_text("trap"), NOTHING, NOTHING, &buffer), "");
    WANT(ALLOD_STATUS_OK, allod_buffer_data(buffer, &data, NULL), "");
    if (strcmp((const char *)data, "trapped (unreachable)\n  trap") != 0) {
        printf("explained as %s\n", (const char *)data);
        line_failed = 1;
    }
    WANT(ALLOD_STATUS_OK, allod_buffer_free(buffer), "");
    WANT(ALLOD_STATUS_REFUSED, allod_explain(engine, contract, allod_text("none"), NOTHING, NOTHING, &buffer), "none");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_explain(none, contract, allod_text("trap"), NOTHING, NOTHING, &buffer), "null");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_receipt_gas(receipt, &number), "closed before");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_receipt_output((AllodReceipt){0}, &buffer), "null");

    WANT(ALLOD_STATUS_REFUSED, allod_transfer(engine, contract, nowhere, 1), "");
    WANT(ALLOD_STATUS_OK, allod_fund(engine, contract, 5), "");
    WANT(ALLOD_STATUS_OK, allod_transfer(engine, contract, nowhere, 2), "");
    WANT(ALLOD_STATUS_OK, allod_balance(engine, contract, &number), "");
    if (number != 3) {
        printf("balance: %llu\n", (unsigned long long)number);
        line_failed = 1;
    }
    WANT(ALLOD_STATUS_NULL_POINTER, allod_balance(engine, contract, NULL), "null");
    WANT(ALLOD_STATUS_OK, allod_nonce(engine, contract, &number), "");

    WANT(ALLOD_STATUS_OK, allod_engine_close(engine), "");
    WANT(ALLOD_STATUS_WRONG_HANDLE, allod_engine_close(engine), "was closed before; wanted an engine");
    WANT(ALLOD_STATUS_WRONG_HANDLE, CALL("add", "[1, 2]", NOTHING), "was closed before");
    if (allod_open_handles() != 0) {
        printf("%llu handles are open\n", (unsigned long long)allod_open_handles());
        line_failed = 1;
    }
    printf("%s\n", line_failed ? "failed" : "all told");
    return line_failed;
}
