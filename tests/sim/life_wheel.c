/* life_wheel.c - life_body.h on the wheel. */
#define LIFE life_on_wheel
#include "sim/life_body.h"
