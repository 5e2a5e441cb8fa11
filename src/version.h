// version.h - the one place where the version stands; CMake reads it here.
#pragma once

#define IDP_VERSION "0.2.0"
