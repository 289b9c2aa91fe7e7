/* life_heap.c - life_body.h on the heap. */
#include "sim/heap_names.h"
#define LIFE life_on_heap
#include "sim/life_body.h"
