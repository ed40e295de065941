function New-ExoPortNativeType {
    <#
    Two types made in memory with Reflection.Emit: no compiler runs (Add-Type needs one, and takes
    seconds on Windows PowerShell) and no managed file can collide with that of another module.

    Api         the P/Invoke methods, one for each function of include/exoport.h
    RunHandle   owns one run: Close(), Close as an event handler, and a finalizer as the last resort
    #>
    param([string] $Path)

    $name = [System.Reflection.AssemblyName]::new('ExoPort.Native')
    # The static form is the one that .NET Framework and .NET both have.
    $assembly = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly($name, [System.Reflection.Emit.AssemblyBuilderAccess]::Run)
    $module = $assembly.DefineDynamicModule('ExoPort.Native')

    $public = [System.Reflection.TypeAttributes]'Public, Sealed, Abstract, Class'
    $builder = $module.DefineType('ExoPort.Native.Api', $public)
    $signatures = Get-ExoPortNativeSignature
    $methods = @{}
    foreach ($function in $signatures.Keys) {
        # The absolute path: a name alone would go through the platform's search order, where any
        # folder on the way could bring another library.
        $method = $builder.DefinePInvokeMethod(
            $function,
            $Path,
            $function,
            [System.Reflection.MethodAttributes]'Public, Static, PinvokeImpl, HideBySig',
            [System.Reflection.CallingConventions]::Standard,
            $signatures[$function].Return,
            [type[]] $signatures[$function].Parameters,
            [System.Runtime.InteropServices.CallingConvention]::Cdecl,
            [System.Runtime.InteropServices.CharSet]::Ansi)
        $method.SetImplementationFlags([System.Reflection.MethodImplAttributes]::PreserveSig)
        $methods[$function] = $method
    }
    $api = $builder.CreateType()

    @{
        Api       = $api
        RunHandle = New-ExoPortRunHandleType -Module $module -CloseMethod $api.GetMethod('exoport_run_close')
    }
}
