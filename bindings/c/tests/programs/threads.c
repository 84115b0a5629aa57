/* Calls from many threads on one engine: threads.c CONTRACT THREADS CALLS. Every third call is a query, every ninth goes
 * wrong on purpose. At the end the count is right and no handle is open. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allod.h"

static AllodEngine engine;
static AllodAddress contract;
static long calls;

static void check(int holds, const char *what) {
    if (!holds) {
        fprintf(stderr, "%s: %s\n", what, allod_last_error());
        exit(1);
    }
}

static void *work(void *counted) {
    for (long i = 0; i < calls; i++) {
        AllodReceipt receipt;
        AllodSlice none = allod_text(NULL);
        if (i % 3 == 2) {
            check(allod_query(engine, contract, allod_text("GetCounter"), none, none, &receipt) == ALLOD_STATUS_OK, "query");
        } else if (i % 9 == 0) {
            AllodStatus status = allod_execute(engine, contract, allod_text("Increment"), allod_text("[1]"),
                                               allod_text("{\"gas_limit\": 100}"), &receipt);
            check(status == ALLOD_STATUS_CONTRACT_FAILED, "without gas");
        } else {
            check(allod_execute(engine, contract, allod_text("Increment"), allod_text("[1]"), none, &receipt) ==
                      ALLOD_STATUS_OK, "Increment");
            (*(uint64_t *)counted)++;
        }
        AllodBuffer json;
        const uint8_t *text;
        size_t length;
        check(allod_receipt_json(receipt, &json) == ALLOD_STATUS_OK, "json");
        check(allod_buffer_data(json, &text, &length) == ALLOD_STATUS_OK, "data");
        check(strlen((const char *)text) == length && text[0] == '{', "text");
        check(allod_buffer_free(json) == ALLOD_STATUS_OK, "free");
        check(allod_receipt_free(receipt) == ALLOD_STATUS_OK, "free");
        check(allod_receipt_free(receipt) == ALLOD_STATUS_WRONG_HANDLE, "free twice");
    }
    return NULL;
}

int main(int count, char **words) {
    check(count == 4, "threads CONTRACT THREADS CALLS");
    int threads = atoi(words[2]);
    calls = atol(words[3]);
    check(threads > 0 && threads <= 64 && calls > 0, "numbers");
    char *code = malloc(1 << 20);
    FILE *file = fopen(words[1], "rb");
    check(code != NULL && file != NULL, words[1]);
    size_t length = fread(code, 1, 1 << 20, file);
    fclose(file);

    check(allod_engine_open(allod_text(NULL), &engine) == ALLOD_STATUS_OK, "open");
    check(allod_deploy(engine, (AllodSlice){(const uint8_t *)code, length}, allod_text(NULL), &contract, NULL) ==
              ALLOD_STATUS_OK, "deploy");
    free(code);
    pthread_t ids[64];
    uint64_t counted[64] = {0}, sum = 0;
    for (int i = 0; i < threads; i++) {
        check(pthread_create(&ids[i], NULL, work, &counted[i]) == 0, "thread");
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        sum += counted[i];
    }
    AllodReceipt receipt;
    AllodBuffer result;
    const uint8_t *text;
    check(allod_query(engine, contract, allod_text("GetCounter"), allod_text(NULL), allod_text(NULL), &receipt) ==
              ALLOD_STATUS_OK, "query");
    check(allod_receipt_result(receipt, &result) == ALLOD_STATUS_OK, "result");
    check(allod_buffer_data(result, &text, NULL) == ALLOD_STATUS_OK, "data");
    check(strtoull((const char *)text, NULL, 10) == sum, "every call counted once");
    printf("%d threads, %ld calls each: counted to %" PRIu64 "\n", threads, calls, sum);
    allod_buffer_free(result);
    allod_receipt_free(receipt);
    check(allod_engine_close(engine) == ALLOD_STATUS_OK, "close");
    check(allod_open_handles() == 0, "no handle is open");
    return 0;
}
