# install.cmake - what `cmake --install` installs: idp.so where the loader finds
# it; and, for programs that register it by sqlite3_auto_extension() and load
# nothing, a static library with a header and a package for find_package().
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# All that is in idp.so, and in the same form: SQLite hands its functions to it.
add_library(idp_static STATIC $<TARGET_OBJECTS:idp> $<TARGET_OBJECTS:idp_core>)
set_target_properties(idp_static PROPERTIES OUTPUT_NAME sqlite-idp
                                            LINKER_LANGUAGE CXX)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/sqlite-idp)
configure_package_config_file(
  packaging/cmake/sqlite-idp-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/sqlite-idp-config.cmake
  INSTALL_DESTINATION ${package_folder}
  PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/sqlite-idp-config-version.cmake
  COMPATIBILITY SameMinorVersion)

install(TARGETS idp idp_static DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES packaging/cmake/sqlite-idp.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sqlite-idp-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/sqlite-idp-config-version.cmake
        DESTINATION ${package_folder})
