/* on_heap.c - models_body.h on the tests' heap. */
#include "sim/heap_names.h"

#define HOLD heap_hold
#define QUEUE heap_queue
#include "models_body.h"
