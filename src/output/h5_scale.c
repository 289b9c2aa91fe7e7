/* h5_scale.c - the scales of a group: who is along them is written when it ends. */
#include "output/h5_scale.h"

#include <assert.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdlib.h>

#include "base/memory.h"
#include "output/h5.h"
#include "output/h5_parts.h"

_Static_assert(sizeof(hid_t) == sizeof(int64_t), "as h5_parts.h has it");
_Static_assert(sizeof(hobj_ref_t) == sizeof(uint64_t), "as h5_parts.h has it");

static uint64_t reference_to(hid_t set)
{
    hobj_ref_t reference;

    good(H5Rcreate(&reference, set, ".", H5R_OBJECT, -1));
    return reference;
}

void h5_scale_begin(struct h5_scale *scale, int64_t set, const char *label)
{
    scale->set = set;
    good(H5DSset_scale(set, label));
    scale->itself = reference_to(set);
}

static void used(struct h5_scale *scale, uint64_t variable, unsigned axis)
{
    if (scale->uses == scale->room) {
        scale->room = scale->room ? 2 * scale->room : 16;
        scale->use = xrealloc(scale->use, scale->room, sizeof *scale->use);
    }
    scale->use[scale->uses++] = (struct h5_use){variable, axis, 0};
}

void h5_scale_attach(int64_t variable, struct h5_scale *const *scale, unsigned rank)
{
    hid_t list = good(H5Tvlen_create(H5T_STD_REF_OBJ));
    uint64_t itself = reference_to(variable);
    hvl_t row[H5_RANK];

    assert(rank <= H5_RANK);
    for (unsigned i = 0; i < rank; i++) {
        row[i] = (hvl_t){1, &scale[i]->itself};
        used(scale[i], itself, i);
    }
    h5_row(variable, "DIMENSION_LIST", (struct h5_types){list, list}, row, rank);
    H5Tclose(list);
}

/* Where the whole number lies in memory it is stored too. */
static hid_t use_type(hid_t whole)
{
    hid_t type = good(H5Tcreate(H5T_COMPOUND, sizeof(struct h5_use)));

    good(H5Tinsert(type, "dataset", offsetof(struct h5_use, variable), H5T_STD_REF_OBJ));
    good(H5Tinsert(type, "dimension", offsetof(struct h5_use, axis), whole));
    return type;
}

void h5_scale_end(struct h5_scale *scale)
{
    struct h5_types type = {use_type(H5T_STD_I32LE), use_type(H5T_NATIVE_UINT32)};

    if (scale->uses > 0)
        h5_row(scale->set, "REFERENCE_LIST", type, scale->use, scale->uses);
    H5Tclose(type.memory);
    H5Tclose(type.stored);
    H5Dclose(scale->set);
    free(scale->use);
}
