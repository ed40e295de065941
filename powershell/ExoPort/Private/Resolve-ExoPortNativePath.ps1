function Resolve-ExoPortNativePath {
    <#
    The absolute path of the native library: EXOPORT_NATIVE_PATH (a file, or a folder that holds it)
    or runtimes/<rid>/native under the module. Throws a DllNotFoundException that names the places.
    #>
    $rid = Get-ExoPortRuntimeIdentifier
    $fileName = switch -Wildcard ($rid) {
        'win-*' { 'exoport.dll' }
        'osx-*' { 'libexoport.dylib' }
        default { 'libexoport.so' }
    }
    $given = [System.Environment]::GetEnvironmentVariable('EXOPORT_NATIVE_PATH')
    if ($given) {
        # A relative path is relative to the session's location, which .NET does not know.
        $given = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($given)
        $candidates = @($given, [System.IO.Path]::Combine($given, $fileName))
        $advice = 'Set EXOPORT_NATIVE_PATH to the library or to its folder, or remove the variable to use the library that comes with the module.'
    }
    else {
        $candidates = @([System.IO.Path]::Combine($script:ModuleRoot, 'runtimes', $rid, 'native', $fileName))
        $advice = "Install the ExoPort package that contains $rid, or build the library (cargo build --release) and set EXOPORT_NATIVE_PATH to it."
    }
    foreach ($candidate in $candidates) {
        if ([System.IO.File]::Exists($candidate)) { return $candidate }
    }
    throw [System.DllNotFoundException]::new("The native library of ExoPort was not found. Searched: $($candidates -join '; '). $advice")
}
