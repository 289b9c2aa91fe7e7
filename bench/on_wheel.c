/* on_wheel.c - models_body.h on the wheel. */
#define HOLD wheel_hold
#define QUEUE wheel_queue
#include "models_body.h"
