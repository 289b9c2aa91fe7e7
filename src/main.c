/* main.c - the name, the version and the way in. */
#include <stdio.h>

int main(void)
{
    return puts("headroom " PACKAGE_VERSION) < 0;
}
