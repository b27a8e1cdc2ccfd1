# Compiler options shared by the tool, the plug-ins and the tests: warnings are errors, sanitizers on request.

set(TLSBENCH_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, comma separated (address,undefined or thread)")

add_library(tlsbench_options INTERFACE)
target_compile_options(tlsbench_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                                                  -Woverloaded-virtual -Werror)
# The compiler aligns the stack for the arrays of the backends; a frame pointer keeps profiles readable.
target_compile_options(tlsbench_options INTERFACE -fno-omit-frame-pointer)
if(TLSBENCH_SANITIZE)
  target_compile_options(tlsbench_options INTERFACE -fsanitize=${TLSBENCH_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(tlsbench_options INTERFACE -fsanitize=${TLSBENCH_SANITIZE})
endif()
