# mailapp_embed(TARGET NAMESPACE FILE...): the files as string constants in a generated source file, reachable by
# `mailapp::NAMESPACE::files()`, a sorted list of {name, content}.
function(mailapp_embed target namespace)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_${namespace}.cpp)
    add_custom_command(
        OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DNAMESPACE=${namespace} "-DFILES=${ARGN}"
                -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
        DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()
