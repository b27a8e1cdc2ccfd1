# tlsbench_add_backend(): one plug-in for one build of one library, in <build>/backends/.
#
# The library's symbols stay hidden (version script, --exclude-libs), so that several versions of one library live in
# one process. nodelete: libraries do not survive dlclose.

# A plug-in and the tool must agree on the seam, the compiler and the sanitizers: their hash is the ABI.
file(SHA256 "${PROJECT_SOURCE_DIR}/bench/backend.h" seam_hash)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/backend.h")
string(SHA256 abi_hash "${seam_hash} ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${TLSBENCH_SANITIZE}")
string(SUBSTRING "${abi_hash}" 0 16 abi_hash)
set(TLSBENCH_ABI "0x${abi_hash}ULL")

set(TLSBENCH_PLUGIN_DIR "${PROJECT_BINARY_DIR}/backends")
add_custom_target(plugins)  # all that the tool finds; plug-ins with a DIRECTORY of their own are not among them

# The precompiled header of all plug-ins, with an empty source, since a target has one. It defines nothing that they
# define in different ways: GCC would not take it then.
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/backend_headers.cc" CONTENT "")
add_library(backend_headers OBJECT EXCLUDE_FROM_ALL "${PROJECT_BINARY_DIR}/backend_headers.cc")
target_link_libraries(backend_headers PRIVATE tlsbench_options)
set_target_properties(backend_headers PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden)
target_precompile_headers(backend_headers PRIVATE <algorithm> <array> <memory> <optional> <span> <string> <vector>)

# Whether there is a backend of that name already: two would be one in every report.
function(tlsbench_has_backend name result)
  get_property(names GLOBAL PROPERTY tlsbench_backend_names)
  set(${result} FALSE PARENT_SCOPE)
  if("${TLSBENCH_PLUGIN_DIR}/${name}" IN_LIST names OR TARGET "backend-${name}")
    set(${result} TRUE PARENT_SCOPE)
  endif()
endfunction()

# Removes plug-ins that an earlier configuration made and this one does not: the tool would go on finding them.
function(tlsbench_remove_stale_backends)
  get_property(made GLOBAL PROPERTY tlsbench_backend_files)
  file(GLOB found "${TLSBENCH_PLUGIN_DIR}/*.so")
  foreach(file ${found})
    if(NOT file IN_LIST made)
      message(STATUS "removing ${file}: its library is no longer there")
      file(REMOVE "${file}")
    endif()
  endforeach()
endfunction()

# tlsbench_add_backend(FILE <stem> NAME <backend name> SOURCES <files> [LIBRARIES <archives or shared libraries>]
#                      [INCLUDES <folders>] [LINKAGE static|shared] [PACKAGE_VERSION <text>] [BUILD_FLAGS <text>]
#                      [BUILD_NOTE <text>] [RUNPATH <folder>] [DIRECTORY <output folder>])
function(tlsbench_add_backend)
  cmake_parse_arguments(B "" "FILE;NAME;LINKAGE;PACKAGE_VERSION;BUILD_FLAGS;BUILD_NOTE;RUNPATH;DIRECTORY"
                        "SOURCES;LIBRARIES;INCLUDES" ${ARGN})
  set(target "backend-${B_FILE}")
  # They become string literals on a command line.
  foreach(text BUILD_FLAGS BUILD_NOTE)
    string(REGEX REPLACE "[\"\\;\n]" "'" B_${text} "${B_${text}}")
  endforeach()
  if(NOT B_DIRECTORY)
    set(B_DIRECTORY "${TLSBENCH_PLUGIN_DIR}")
    add_dependencies(plugins ${target})
  endif()
  set_property(GLOBAL APPEND PROPERTY tlsbench_backend_names "${B_DIRECTORY}/${B_NAME}")
  set_property(GLOBAL APPEND PROPERTY tlsbench_backend_files "${B_DIRECTORY}/${B_FILE}.so")
  add_library(${target} MODULE ${B_SOURCES})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_include_directories(${target} SYSTEM PRIVATE ${B_INCLUDES})
  target_compile_definitions(
    ${target}
    PRIVATE TLSBENCH_ABI=${TLSBENCH_ABI} TLSBENCH_BACKEND_NAME="${B_NAME}" TLSBENCH_LINKAGE="${B_LINKAGE}"
            TLSBENCH_PACKAGE_VERSION="${B_PACKAGE_VERSION}" TLSBENCH_BUILD_FLAGS="${B_BUILD_FLAGS}"
            TLSBENCH_BUILD_NOTE="${B_BUILD_NOTE}")
  target_link_libraries(${target} PRIVATE tlsbench_options ${B_LIBRARIES})
  target_precompile_headers(${target} REUSE_FROM backend_headers)
  set_target_properties(
    ${target} PROPERTIES PREFIX "" OUTPUT_NAME "${B_FILE}" LIBRARY_OUTPUT_DIRECTORY "${B_DIRECTORY}"
                         CXX_VISIBILITY_PRESET hidden BUILD_RPATH "${B_RUNPATH}"
                         LINK_DEPENDS "${PROJECT_SOURCE_DIR}/cmake/plugin.map")
  target_link_options(
    ${target} PRIVATE "-Wl,--version-script=${PROJECT_SOURCE_DIR}/cmake/plugin.map" -Wl,--exclude-libs,ALL -Wl,-z,defs
    -Wl,-z,text -Wl,-z,relro,-z,now -Wl,-z,nodelete)
endfunction()
