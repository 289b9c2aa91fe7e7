#include "check.h"
#include "room.h"
int main(void){return 0;}
