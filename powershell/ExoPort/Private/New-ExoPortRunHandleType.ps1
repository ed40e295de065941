function New-ExoPortRunHandleType {
    <#
    The owner of one run, in C#:

        public sealed class RunHandle
        {
            public ulong Run;
            public void Close()                                    { ulong run = Run; Run = 0; exoport_run_close(run); }
            public void CloseOnEvent(object sender, EventArgs e)   { the same }
            ~RunHandle()                                           { the same }
        }

    Closing twice is harmless: 0 is never a handle, and a stale one is BAD_HANDLE and nothing else.
    Emitted rather than a script block, because it must run on threads that have no runspace: the one
    that stops a pipeline and the finalizer's.
    #>
    param(
        [System.Reflection.Emit.ModuleBuilder] $Module,
        [System.Reflection.MethodInfo] $CloseMethod
    )

    $builder = $Module.DefineType('ExoPort.Native.RunHandle', [System.Reflection.TypeAttributes]'Public, Sealed, Class')
    $field = $builder.DefineField('Run', [uint64], [System.Reflection.FieldAttributes]::Public)
    $null = $builder.DefineDefaultConstructor([System.Reflection.MethodAttributes]::Public)

    $shapes = @(
        @{ Name = 'Close'; Attributes = 'Public, HideBySig'; Parameters = @() }
        @{ Name = 'CloseOnEvent'; Attributes = 'Public, HideBySig'; Parameters = @([object], [System.EventArgs]) }
        @{ Name = 'Finalize'; Attributes = 'Family, HideBySig, Virtual'; Parameters = @() }
    )
    foreach ($shape in $shapes) {
        $method = $builder.DefineMethod($shape.Name, [System.Reflection.MethodAttributes] $shape.Attributes, [void], [type[]] $shape.Parameters)
        $il = $method.GetILGenerator()
        $null = $il.DeclareLocal([uint64])
        $il.Emit([System.Reflection.Emit.OpCodes]::Ldarg_0)
        $il.Emit([System.Reflection.Emit.OpCodes]::Ldfld, $field)
        $il.Emit([System.Reflection.Emit.OpCodes]::Stloc_0)
        $il.Emit([System.Reflection.Emit.OpCodes]::Ldarg_0)
        $il.Emit([System.Reflection.Emit.OpCodes]::Ldc_I4_0)
        $il.Emit([System.Reflection.Emit.OpCodes]::Conv_U8)
        $il.Emit([System.Reflection.Emit.OpCodes]::Stfld, $field)
        $il.Emit([System.Reflection.Emit.OpCodes]::Ldloc_0)
        $il.Emit([System.Reflection.Emit.OpCodes]::Call, $CloseMethod)
        $il.Emit([System.Reflection.Emit.OpCodes]::Pop)
        $il.Emit([System.Reflection.Emit.OpCodes]::Ret)
    }
    $builder.CreateType()
}
