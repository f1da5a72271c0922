# tiaomu_embed(TARGET SYMBOL FILE...): builds files of the current folder into
# a target as `const struct tm_resource SYMBOL[]`, named as in the source tree
# and sorted by name.
function(tiaomu_embed target symbol)
  set(files ${ARGN})
  list(SORT files)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c)
  set(paths)
  foreach(file IN LISTS files)
    list(APPEND paths ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endforeach()
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DSYMBOL=${symbol} -DROOT=${PROJECT_SOURCE_DIR}
            "-DFILES=${paths}" -P ${PROJECT_SOURCE_DIR}/tools/embed-files.cmake
    DEPENDS ${paths} ${PROJECT_SOURCE_DIR}/tools/embed-files.cmake
    COMMENT "Embedding ${symbol}" VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
