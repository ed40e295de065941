function Initialize-ExoPortNative {
    <#
    Finds and loads the native library at the first use and checks that it speaks this module's ABI.
    Afterwards $script:Native has Path, Api and RunHandle. Throws one error that says where and what to do.
    #>
    if ($script:Native) {
        Sync-ExoPortDataFolder
        return
    }

    $expected = 1
    $path = Resolve-ExoPortNativePath
    $rid = Get-ExoPortRuntimeIdentifier
    $advice = "Put the $rid library of this module there, or set EXOPORT_NATIVE_PATH to one."
    $kind = Get-ExoPortLibraryKind -Path $path
    if ($kind -ne $rid -and -not ($kind -eq 'osx' -and $rid -like 'osx-*')) {
        $reason = if ($kind) { "it is a library for $kind, and this process is $rid." } else { 'it is not a native library.' }
        throw [System.DllNotFoundException]::new("The native library $path could not be loaded: $reason $advice")
    }
    $types = New-ExoPortNativeType -Path $path
    $api = $types.Api
    try {
        $version = $api::exoport_abi_version()
    }
    catch {
        # A damaged file, or one of its own libraries is missing.
        $reason = $_.Exception.GetBaseException().Message
        throw [System.DllNotFoundException]::new("The native library $path could not be loaded: $reason $advice", $_.Exception)
    }
    if ($version -ne $expected) {
        throw [System.DllNotFoundException]::new("The native library $path has ABI version $version; this module needs $expected. $advice")
    }
    $script:Native = @{ Path = $path; Api = $api; RunHandle = $types.RunHandle }
    Sync-ExoPortDataFolder
}
