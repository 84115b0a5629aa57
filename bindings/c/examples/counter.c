/* A C program with the engine inside: deploys the contract in a file, counts to three, and says what that cost.
 *
 *   cc -Ibindings/c/include bindings/c/examples/counter.c -Ltarget/debug -lallod_ffi -o counter
 *   LD_LIBRARY_PATH=target/debug ./counter examples/wat_counter/counter.wat
 */
#include <stdio.h>
#include <stdlib.h>

#include "allod.h"

/* Ends the program where a call was not done. */
static void check(AllodStatus status, const char *what) {
    if (status != ALLOD_STATUS_OK) {
        fprintf(stderr, "%s: status %d: %s\n", what, (int)status, allod_last_error());
        exit(1);
    }
}

/* The contents of a file, with its length. */
static AllodSlice read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    rewind(file);
    uint8_t *data = malloc(length > 0 ? (size_t)length : 1);
    if (data == NULL || length < 0 || fread(data, 1, (size_t)length, file) != (size_t)length) {
        fprintf(stderr, "%s can't be read\n", path);
        exit(1);
    }
    fclose(file);
    return (AllodSlice){.data = data, .length = (size_t)length};
}

int main(int count, char **words) {
    if (count != 2) {
        fprintf(stderr, "usage: %s CONTRACT\n", words[0]);
        return 2;
    }
    AllodEngine engine;
    check(allod_engine_open(allod_text("{\"gas_limit\": 1000000}"), &engine), "open");

    AllodSlice code = read_file(words[1]);
    AllodAddress contract;
    check(allod_deploy(engine, code, allod_text(NULL), &contract, NULL), "deploy");
    free((void *)code.data);

    for (int i = 0; i < 3; i++) {
        AllodReceipt receipt;
        check(allod_execute(engine, contract, allod_text("Increment"), allod_text("[1]"), allod_text(NULL), &receipt),
              "Increment");
        AllodBuffer result;
        const uint8_t *text;
        uint64_t gas;
        check(allod_receipt_result(receipt, &result), "result");
        check(allod_buffer_data(result, &text, NULL), "data");
        check(allod_receipt_gas(receipt, &gas), "gas");
        printf("Counter value: %s, for %llu gas\n", (const char *)text, (unsigned long long)gas);
        check(allod_buffer_free(result), "free");
        check(allod_receipt_free(receipt), "free");
    }
    check(allod_engine_close(engine), "close");
    return 0;
}
