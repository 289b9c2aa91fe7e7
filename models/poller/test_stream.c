#include "check.h"
#include "trial.h"
int main(void)
{
    return 0;
}
